"""Calls inside one network, without the internet: the caller's own mailbox server, found by zeroconf (DNS-SD).

Nothing listens unless the signer asked for such a call, and then only on one address of the local network and only
until the call is over or given up. What is announced is the number in front of the code, nothing about the
signer; the words of the code are proven by the same PAKE as ever, so whoever pretends to be the caller gets one guess.
"""

from __future__ import annotations

import asyncio
import secrets
import socket
from dataclasses import replace
from ipaddress import ip_address
from typing import Final

import ifaddr
from zeroconf import ServiceStateChange, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from transport.events import CallConfig
from transport.mailbox import Mailbox, MailboxError
from transport.pairing import PairingError, checked_code
from transport.ways import ByCode, Describe, Meeting, Tell
from transport.words import new_code

SERVICE: Final = "_handline._tcp.local."
_NUMBERS: Final = range(100, 1_000)
_MULTICAST: Final = ("224.0.0.251", 5353)
_FIND_S: Final = 6.0
# After the first caller with this number is found: so long for another one to say that there are two.
_SETTLE_S: Final = 0.3
_INFO_MS: Final = 2_000
_MAX_FOUND: Final = 64


def local_address() -> str:
    """The address of this computer in its local network, to listen on.

    Raises:
        PairingError: it is in none.
    """
    own = {str(ip.ip) for adapter in ifaddr.get_adapters() for ip in adapter.ips if ip.is_IPv4}
    private = sorted(a for a in own if _is_local(a))
    try:
        # Connecting a datagram socket sends nothing: the system only says from which address it would.
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(_MULTICAST)
            chosen = str(probe.getsockname()[0])
    except OSError:
        chosen = ""
    if chosen not in private and not private:
        raise PairingError("This computer is in no local network: connect it to the same one as the other signer.")
    return chosen if chosen in private else private[0]


def _is_local(address: str) -> bool:
    ip = ip_address(address)
    return ip.is_private and not ip.is_loopback and not ip.is_unspecified


class NearbyCall:
    """Calls somebody in the same network: opens a mailbox server for this one call, and announces it.

    Args:
        config: the call's settings; its mailbox server is not used.
        address: where to listen; by default the address in the local network.
    """

    def __init__(self, config: CallConfig, address: str | None = None) -> None:
        self._config = config
        self._address = address
        self._mailbox: Mailbox | None = None
        self._zeroconf: AsyncZeroconf | None = None
        self._by_code: ByCode | None = None

    @property
    def listening(self) -> tuple[str, int] | None:
        """Address and port of the mailbox server, while there is one."""
        mailbox = self._mailbox
        return None if mailbox is None else (mailbox.interface, mailbox.port)

    async def meet(self, describe: Describe, tell: Tell) -> Meeting:
        """See `transport.ways.Way`."""
        address = self._address or local_address()
        mailbox = self._mailbox = Mailbox(interface=address)
        try:
            url = await mailbox.listen()
            code = new_code(secrets.choice(_NUMBERS))
            await self._announce(address, mailbox.port, code)
        except (MailboxError, OSError) as error:
            raise PairingError(f"No call can be offered in this network: {error}") from error
        self._by_code = ByCode(replace(self._config, mailbox_url=url), code, calls=True)
        return await self._by_code.meet(describe, tell)

    async def close(self) -> None:
        """See `transport.ways.Way`."""
        if self._by_code is not None:
            await self._by_code.close()
        if self._zeroconf is not None:
            await self._zeroconf.async_close()
        if self._mailbox is not None:
            await self._mailbox.unlisten()

    async def _announce(self, address: str, port: int, code: str) -> None:
        number = code.partition("-")[0]
        self._zeroconf = AsyncZeroconf(interfaces=[address])
        info = AsyncServiceInfo(
            SERVICE,
            f"{number}-{secrets.token_hex(4)}.{SERVICE}",
            port=port,
            addresses=[ip_address(address).packed],
            properties={"n": number},
            server=f"handline-{secrets.token_hex(4)}.local.",
        )
        # Its name is random, so nobody has to be asked whether it is taken.
        await (await self._zeroconf.async_register_service(info, cooperating_responders=True))


class NearbyAnswer:
    """Answers a `NearbyCall` with its code.

    Args:
        config: the call's settings; its mailbox server is not used.
        code: the code that the caller shows.
        address: of the local network; by default as `NearbyCall`.
    """

    def __init__(self, config: CallConfig, code: str, address: str | None = None) -> None:
        self._config = config
        self._code = code
        self._address = address
        self._by_code: ByCode | None = None

    async def meet(self, describe: Describe, tell: Tell) -> Meeting:
        """See `transport.ways.Way`."""
        code = checked_code(self._code)
        url = await self._find(code.partition("-")[0])
        self._by_code = ByCode(replace(self._config, mailbox_url=url), code)
        return await self._by_code.meet(describe, tell)

    async def close(self) -> None:
        """See `transport.ways.Way`."""
        if self._by_code is not None:
            await self._by_code.close()

    async def _find(self, number: str) -> str:
        """The address of the mailbox server of the call with this number."""
        found: dict[str, str] = {}
        changed = asyncio.Event()
        tasks: set[asyncio.Future[None]] = set()
        try:
            zeroconf = AsyncZeroconf(interfaces=[self._address or local_address()])
        except OSError as error:
            raise PairingError(
                f"This network cannot be searched ({error.strerror}): call with a code instead."
            ) from error

        async def look(name: str) -> None:
            info = AsyncServiceInfo(SERVICE, name)
            if await info.async_request(zeroconf.zeroconf, _INFO_MS) and (url := _url_of(info, number)):
                found[name] = url
                changed.set()

        def seen(zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange) -> None:
            if state_change is ServiceStateChange.Added and name.startswith(f"{number}-") and len(tasks) < _MAX_FOUND:
                tasks.add(asyncio.ensure_future(look(name)))

        browser = AsyncServiceBrowser(zeroconf.zeroconf, SERVICE, handlers=[seen])
        try:
            async with asyncio.timeout(_FIND_S):
                await changed.wait()
            await asyncio.sleep(_SETTLE_S)
        except TimeoutError:
            raise PairingError(
                "Nobody in this network is calling with this code: check the code, and that both computers are in the "
                "same network."
            ) from None
        finally:
            for task in tasks:
                task.cancel()
            await browser.async_cancel()
            await zeroconf.async_close()
        if len(set(found.values())) > 1:
            raise PairingError("Two callers in this network have this number: ask for a new code.")
        return next(iter(found.values()))


def _url_of(info: AsyncServiceInfo, number: str) -> str | None:
    """Where an announced mailbox server is; None unless it is in the local network and for this number."""
    announced = info.properties.get(b"n")
    addresses = [address for address in info.parsed_addresses() if ":" not in address]
    local = [address for address in addresses if _is_local(address) or ip_address(address).is_loopback]
    if announced != number.encode() or not local or not info.port:
        return None
    return f"ws://{local[0]}:{info.port}/v1"
