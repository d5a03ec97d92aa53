# For type checkers only: this file is not packaged, `ckanext` is shared with the other extensions.
__path__ = __import__("pkgutil").extend_path(__path__, __name__)
