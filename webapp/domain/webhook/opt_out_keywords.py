"""The words that stop and start messages, language by language."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Keywords:
    """Phrases that, as a whole message, unsubscribe or subscribe. Case and accents are ignored."""

    out: tuple[str, ...]
    back: tuple[str, ...]


#: "stop" is in every language, so that each list works alone. "Yes" alone does not subscribe: it
#: may answer any question. The Arabic word for "cancel" alone does not unsubscribe: people cancel
#: appointments with it.
KEYWORDS: dict[str, Keywords] = {
    "en": Keywords(
        out=(
            *("stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "optout"),
            *("opt out", "remove", "remove me", "revoke", "stop promotions", "stop messages"),
        ),
        back=("start", "unstop", "subscribe", "resume"),
    ),
    "es": Keywords(
        out=(
            *("stop", "baja", "darme de baja", "darse de baja", "cancelar", "parar", "no más"),
            *("desuscribir", "desuscribirme", "cancelar suscripción", "detener promociones"),
        ),
        back=("alta", "iniciar", "darme de alta", "suscribir", "suscribirme"),
    ),
    "pt": Keywords(
        out=(
            *("stop", "parar", "pare", "sair", "cancelar", "descadastrar", "remover"),
            *("não quero mais receber", "cancelar inscrição", "parar promoções"),
        ),
        back=("voltar", "ativar", "iniciar", "retornar"),
    ),
    "fr": Keywords(
        out=(
            *("stop", "arrêt", "arrêter", "désabonner", "me désabonner", "désinscrire"),
            *("me désinscrire", "ne plus recevoir"),
        ),
        back=("reprendre", "réabonner", "s'abonner"),
    ),
    "de": Keywords(
        out=("stop", "stopp", "abmelden", "austragen", "abbestellen", "abbestellung"),
        back=("starten", "anmelden"),
    ),
    "it": Keywords(
        out=("stop", "cancellami", "disiscrivimi", "cancella iscrizione", "basta messaggi"),
        back=("iscrivimi", "riprendi"),
    ),
    "nl": Keywords(out=("stop", "uitschrijven", "afmelden"), back=("inschrijven", "aanmelden")),
    "id": Keywords(
        out=("stop", "berhenti", "batal langganan", "keluar"), back=("mulai", "langganan")
    ),
    "hi": Keywords(
        out=("stop", "बंद", "बंद करो", "बंद करें", "रोकें", "band karo"),
        back=("शुरू", "शुरू करो", "shuru karo"),
    ),
    "ar": Keywords(
        out=("stop", "إيقاف", "إيقاف الرسائل", "توقف", "إلغاء الاشتراك"),
        back=("اشتراك", "ابدأ"),
    ),
}

#: Everyday words: as a whole message they unsubscribe, but among other words they are not even a
#: near miss ("cancel my order", "the end of May", "talla baja").
SHOP_TALK = (
    *("cancel", "end", "quit", "remove", "revoke", "cancelar", "remover", "baja", "no más"),
    *("parar", "pare", "sair", "keluar", "बंद", "बंद करो", "बंद करें", "band karo"),
)

#: Phrases that are not keywords, but that staff should review.
HINTS = (
    *("no more", "don't write", "don't message", "do not message", "leave me alone", "opt me out"),
    *("no quiero recibir", "no me escriban", "no me escriba", "no más mensajes", "dar de baja"),
    *("não quero receber", "não me mande", "pare de", "me tira da lista"),
    *("ne m'écrivez plus", "plus de messages", "keine nachrichten", "nicht mehr schreiben"),
)
