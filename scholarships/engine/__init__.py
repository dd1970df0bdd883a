"""Pure rules of the scholarship programme: values in, values and reasons out."""
