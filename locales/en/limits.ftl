# What every request is held to.
limit-uri = This address is too long.
limit-headers = The headers of this request are too large.
limit-request-time = This request took too long to arrive.
