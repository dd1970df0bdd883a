"""The call for scholarships: its levels, rules, rubric and dates, frozen with a hash when it opens."""
