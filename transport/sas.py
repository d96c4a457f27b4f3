"""A short authentication string: four words that both signers see, and that differ if somebody sits between them.

They are made from the secret of the two peers, so they stay the same from call to call: once compared, always
verified. The hash is slow on purpose (scrypt, RFC 7914): somebody in between who takes part in making both secrets
would have to try 2^32 of them, at some hundredths of a second each, while the signers wait.

The words are short, for fingerspelling, and most of them are things that have a sign; no two differ in one letter only,
and none begins another.
"""

from __future__ import annotations

from hashlib import scrypt
from typing import Final

WORD_COUNT: Final = 4
_SALT: Final = b"handline words 1"
_COST: Final = 1 << 14
_BLOCK: Final = 8
_MEMORY: Final = 64 << 20

_WORDS: Final = """
    adult album angel ankle apple apron arch arm arrow ash atlas aunt axe baby bacon badge bag bake ball band barn
    bath beach bean beard bed belt bingo bird black blue boat body bone book bowl box bread brick brown brush bus
    cabin camel camp candy canoe car cave cello chalk chef chess chin city class cloud clown cobra cold color comb
    coral corn cow crab cream cup daisy dance desk dog doll door dove dress drum duck eagle earth east egg elbow elk
    eye face feet fence ferry field film fire fish flag floor flute fly food fork frog fruit game ghost giant gift
    girl globe golf goose grape grass green guest hair happy hat hawk heart hen hill home honey horse hotel ice
    igloo ink iron ivory jam jeans jelly jewel judge juice jump kayak key king kiss kite knee knife knot koala lady
    lamb laugh lava leaf leg lemon light lily lion lip lock lotus lunch magic mail mango map mask meal melon milk
    mint mole moon moth motor mouse mud mummy music neck net niece nine north nose nurse oak oasis ocean oil olive
    onion opera otter oven paint palm panda paper park party pea penny piano pig pilot pipe pizza plane plum poem
    pond pool puppy queen quiet radio rain raven river road robot roof rope ruby rug salad salt scarf seed seven
    ship shoe six sky snow soap sofa son star suit swan swim team tent town toy tree twin vase wax west wind worm
    yard year yoga zero zoo
"""
WORDS: Final = tuple(_WORDS.split())


def words_of(secret: bytes) -> tuple[str, ...]:
    """The four words of a secret; takes some hundredths of a second.

    Args:
        secret: what only the two peers share, e.g. a contact secret of 32 bytes.
    """
    digest = scrypt(secret, salt=_SALT, n=_COST, r=_BLOCK, p=1, maxmem=_MEMORY, dklen=WORD_COUNT)
    return tuple(WORDS[byte] for byte in digest)
