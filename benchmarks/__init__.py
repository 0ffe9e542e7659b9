"""What `make bench` runs. Figures are medians of one run on one machine; ratios are the ones to compare."""
