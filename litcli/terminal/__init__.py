"""The screen: streams and their manners, tables, the view of one paper, progress. It knows records and Rich, nothing else."""
