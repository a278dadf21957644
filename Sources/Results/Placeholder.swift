// A target under construction.
