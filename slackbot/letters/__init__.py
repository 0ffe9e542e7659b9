"""The parts that `slackbot.letter` is made of."""
