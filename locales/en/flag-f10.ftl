# Flag F10
flag-f10 = F10 Voucher missing or weak
flag-f10-about = A payment has no voucher, or is of some size and has only pictures (such as of handwritten slips). Of accounts taken over it says how many rows name no voucher.
f10-why = Why
f10-none = no voucher
f10-only-pictures = only pictures
f10-rows = rows taken over that name no voucher
limit-f10-pictures = Only pictures, from
