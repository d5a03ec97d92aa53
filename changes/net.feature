One door to the network: a guarded HTTP client that judges addresses at connect time, each redirect, sizes, times and kinds of answers; safe XML reading.
