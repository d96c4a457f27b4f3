"""Writers for what `handline detect` saw: COCO-WholeBody JSON, `.pose`, pictures and videos."""
