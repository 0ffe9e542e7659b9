"""`python -m slackbot` is `mri-appeal`."""

from slackbot.cli import main

main()
