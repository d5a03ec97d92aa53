Every kind of page, refusal of a form and mail is made in French by a test that records each message without one; zero takes the singular, as French wants.
