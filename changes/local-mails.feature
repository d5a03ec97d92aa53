A platform on one machine keeps its mails in `var/mail`: the way from a request to a workspace can be walked without a mail server.
