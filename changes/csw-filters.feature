CSW sources can be limited by keywords and organisations; filters are said in the way that the server understands (CSW 2.0.2 and 3.0).
