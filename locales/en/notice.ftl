# The notice board and the household slip
notice-print = Print as a notice
notice-forms = Forms to print
notice-back = Back to the page
notice-form-a4 = Notice, A4
notice-form-a3 = Notice, A3
notice-form-slip = Household slip
notice-sign-committee = Committee (seal)
notice-sign-supervision = Supervision group (signature)
notice-sign-posted = Posted on
notice-check = How to check this paper
notice-step-scan = Scan the code at the left with a phone; it opens the verifying page.
notice-step-wait = Wait while the phone computes everything again, until it says that everything checked holds.
notice-step-compare = Compare the figures on the phone with those on the paper; if they differ, tell the supervision group.
notice-root = Root of the first { $size } entries
notice-digest = Digest of this page's content
notice-code = QR code that opens the verifying page
qr-too-long = { $bytes } bytes do not fit into one QR code
