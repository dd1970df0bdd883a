"""The scholarship programme: calls, applications, blind reviewing, fair awarding and the fund that pays."""
