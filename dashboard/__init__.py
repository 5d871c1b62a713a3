"""The RQ dashboard for operators: a program of its own, on an origin of its own.

It is not ours and does not escape what jobs contain, so it must not run in the product's pages,
where its scripts would act as the administrator who looks at it.
"""
