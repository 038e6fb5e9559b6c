"""How a server listens."""

import socket

from percorso.workspace.server.serving import Address, listening


def test_an_answer_in_two_pieces_does_not_wait_for_the_sender_to_confirm_the_first():
    with (
        listening(Address("127.0.0.1", 0)) as (listener, bound),
        socket.create_connection((bound.host, bound.port)),
    ):
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
