"""Work in a web application as a person does, by the names on the page."""
