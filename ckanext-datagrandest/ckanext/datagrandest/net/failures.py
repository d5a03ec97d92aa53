"""From what the HTTP library raises to our errors, whose sentences show nothing of it."""

from __future__ import annotations

import errno
import ssl
from collections.abc import Generator
from contextlib import contextmanager

from urllib3 import exceptions as urllib3_errors

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.net import errors
from ckanext.datagrandest.net.deadline import Deadline

_EXPIRED = 10  # X509_V_ERR_CERT_HAS_EXPIRED
#: What only a disk answers, never a connection.
_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG}


@contextmanager
def translated(host: str, deadline: Deadline) -> Generator[None]:
    """Raise our errors in place of the library's; a passed deadline explains all others."""
    try:
        yield
    except (urllib3_errors.HTTPError, OSError, ssl.SSLError, ValueError) as error:
        raise _explain(error, host, deadline) from None
    except (errors.Interrupted, errors.ConnectionFailed):
        if deadline.expired:
            raise timed_out(host) from None
        raise


def timed_out(host: str) -> errors.TimedOut:
    """The one sentence for every kind of slowness."""
    return errors.TimedOut(N_("{host} is too slow to answer. Try again later, or tell those who run it."), host=host)


def _explain(error: Exception, host: str, deadline: Deadline) -> errors.OutboundError:
    """Choose the error for one failure of the library, or of the disk that its answer is written to."""
    if isinstance(error, OSError) and error.errno in _DISK:
        text = N_(
            "The answer of {host} could not be stored: the disk of this platform is full. Tell its administrators."
        )
        return errors.NotStored(text, host=host)
    if deadline.expired or isinstance(error, (urllib3_errors.TimeoutError, TimeoutError)):
        return timed_out(host)
    cause = error.args[0] if isinstance(error, urllib3_errors.SSLError) and error.args else error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return _certificate(cause, host)
    if isinstance(cause, (ssl.SSLError, urllib3_errors.SSLError)):
        return errors.InsecureConnection(
            N_("No secure connection to {host} is possible. Tell those who run it."), host=host
        )
    return errors.Interrupted(N_("The answer of {host} broke off before its end. Try again later."), host=host)


def _certificate(error: ssl.SSLCertVerificationError, host: str) -> errors.InsecureConnection:
    """Say what is wrong with a certificate."""
    if error.verify_code == _EXPIRED:
        return errors.InsecureConnection(
            N_("The security certificate of {host} has expired. Tell those who run it."), host=host
        )
    return errors.InsecureConnection(
        N_("The security certificate of {host} cannot be trusted. Tell those who run it."), host=host
    )
