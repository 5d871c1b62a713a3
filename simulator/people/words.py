"""The replies of people, and their meaning."""

import unicodedata

STOP_WORDS = {
    "en": ("STOP", "Stop!", "unsubscribe", "stop all", "opt out", "STOP.", " stop "),
    "es": ("BAJA", "baja", "Darme de baja", "no más", "STOP", "cancelar", "desuscribir"),
    "pt": ("PARAR", "sair", "Descadastrar", "pare!", "cancelar", "remover", "Stop"),
    "fr": ("ARRÊT", "arret", "stop", "désabonner", "Désinscrire", "arrêter"),
    "de": ("STOPP", "abmelden", "Abbestellen", "stop", "austragen"),
    "id": ("BERHENTI", "stop", "batal langganan", "keluar"),
    "hi": ("बंद करो", "STOP", "रोकें", "band karo", "बंद"),
    "ar": ("إيقاف", "ايقاف", "إلغاء الاشتراك", "توقف", "stop"),
}
START_WORDS = (
    "start", "unstop", "subscribe", "alta", "iniciar", "voltar", "ativar", "reprendre",
    "starten", "mulai", "शुरू", "اشتراك", "ابدأ",
)  # fmt: skip
MORE_STOP_WORDS = (
    "stopall", "cancel", "end", "quit", "optout", "opt-out", "remove", "revoke",
    "darse de baja", "stop promotions", "no más promociones", "parar promoções",
)  # fmt: skip
OTHER_REPLIES = {
    "en": ("Thanks!", "How much is it?", "Don't stop sending these", "Is it open on Sunday?"),
    "es": ("¡Gracias!", "¿Cuánto cuesta?", "¿Hacen envíos a Bogotá?", "no puedo parar de reír"),
    "pt": ("Obrigada!", "Quanto é?", "Vocês entregam em São Paulo?"),
    "fr": ("Merci !", "C’est combien ?"),
    "de": ("Danke schön!", "Wie viel kostet das?"),
    "id": ("Terima kasih!", "Berapa harganya?"),
    "hi": ("धन्यवाद", "कीमत क्या है?"),
    "ar": ("شكرا", "كم السعر؟"),
}


def meaning(text: str) -> str | None:
    """Return `stop` or `start` when the whole message means that, else None.

    >>> meaning(" Arrêt! "), meaning("please do not stop")
    ('stop', None)
    """
    return MEANINGS.get(_plain(text))


def _plain(text: str) -> str:
    """Return letters and digits only: no case, accents, vowel signs, hamza, punctuation, emoji."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    kept = (
        char if unicodedata.category(char)[0] in "LN" else " " if char in " -" else ""
        for char in decomposed
    )
    return " ".join("".join(kept).split())


MEANINGS = {_plain(word): "start" for word in START_WORDS} | {
    _plain(word): "stop" for words in (*STOP_WORDS.values(), MORE_STOP_WORDS) for word in words
}
