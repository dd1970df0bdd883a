"""Personal data: what is kept until when, what is erased, and what people ask about their own."""
