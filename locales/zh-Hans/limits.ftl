# 对每个请求的限制。
limit-uri = 网址过长。
limit-headers = 请求头过大。
limit-request-time = 请求没有在限定时间内到达。
