Likely personal data in files are shown to those who look after them, with the law and a masking that can be undone; an organisation may have them stopped before publication.
