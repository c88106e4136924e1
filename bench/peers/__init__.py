"""What others would use in our place, each as its own documentation shows it, on the web of the benchmark.

None of these modules imports the project: those of libraries run in environments of their own.
"""
