A mail server that hangs hangs no page: a mail may take ten seconds (`ckanext.datagrandest.mails.seconds`), and one that was not taken is tried again in the background for a day.
