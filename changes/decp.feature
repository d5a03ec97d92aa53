Public contracts (DECP 2.0.2 and 2.0.3, JSON) are judged by the official rules and told in French, contract by contract.
