Folders of ISO records on a web server (type `dge-waf`): index pages of Apache, nginx, IIS and Tomcat, zip archives, files that did not change are not fetched again.
