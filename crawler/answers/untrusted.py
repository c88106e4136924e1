"""Whether a server could not prove who it is."""

from OpenSSL import SSL
from service_identity import VerificationError


def is_untrusted(error: BaseException | None) -> bool:
    """Whether TLS ended the connection; Twisted gives its reasons behind Scrapy's error."""
    reasons = (reason.value for reason in getattr(getattr(error, "__cause__", None), "reasons", ()))
    return any(isinstance(reason, SSL.Error | VerificationError) for reason in reasons)
