"""The proving web: six publishers of invented articles of known truth, to measure what a crawl finds."""
