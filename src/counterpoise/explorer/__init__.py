"""What a report looks like to a person: its view, and the page that shows it."""
