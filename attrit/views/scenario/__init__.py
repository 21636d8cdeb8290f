"""What has to be said of a scenario: cautions, and beliefs meant as actions."""
