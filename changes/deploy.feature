One command installs and starts the whole platform (`deploy/up`), another passes every test (`deploy/test`).
