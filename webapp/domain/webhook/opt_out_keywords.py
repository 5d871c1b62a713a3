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

#: The words of stop buttons: each beginning with each end, "No más" + "promociones". They
#: unsubscribe in every language, even where staff have keywords of their own.
STOP_PHRASES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "en": (
        ("stop", "stop all", "stop receiving", "no more", "no", "cancel", "end"),
        ("promotions", "promos", "offers", "marketing", "marketing messages", "ads"),
    ),
    "es": (
        (
            *("no más", "no", "no quiero", "no quiero más", "no recibir", "no recibir más", "stop"),
            *("detener", "parar", "dejar de recibir", "cancelar", "basta de", "sin"),
        ),
        (
            *("promociones", "promos", "ofertas", "publicidad", "marketing"),
            *("mensajes promocionales", "mensajes publicitarios", "mensajes de marketing"),
        ),
    ),
    "pt": (
        (
            *("chega de", "parar", "parar de receber", "cancelar", "não quero", "não quero mais"),
            *("não receber", "não receber mais", "sem mais", "sem", "stop"),
        ),
        (
            *("promoções", "promos", "ofertas", "propaganda", "publicidade", "marketing"),
            *("mensagens promocionais", "mensagens de marketing"),
        ),
    ),
    "fr": (
        ("stop", "stop aux", "arrêter les", "pas de", "plus aucune", "ne plus recevoir de"),
        ("promotions", "promos", "offres", "publicités", "pubs", "messages marketing"),
    ),
    "de": (
        ("keine", "keine weiteren", "stopp", "stop", "keine neuen"),
        ("angebote", "aktionen", "werbung", "werbenachrichten", "promotions"),
    ),
    "it": (
        ("basta", "stop", "niente", "interrompi", "non ricevere più", "niente più"),
        ("promozioni", "offerte", "pubblicità", "promo", "messaggi promozionali"),
    ),
    "nl": (
        ("geen", "stop", "stop met", "geen verdere"),
        ("aanbiedingen", "promoties", "acties", "reclame", "marketing"),
    ),
    "id": (
        ("hentikan", "berhenti", "stop", "tidak mau", "jangan kirim"),
        ("promosi", "promo", "penawaran", "iklan", "pesan promosi"),
    ),
    "hi": (
        ("प्रमोशन", "ऑफ़र", "ऑफर", "विज्ञापन", "प्रचार"),
        ("बंद करें", "बंद करो", "रोकें", "नहीं चाहिए"),
    ),
    "ar": (
        ("إيقاف", "أوقف", "وقف", "إلغاء", "لا أريد", "لا مزيد من"),
        ("العروض", "العروض الترويجية", "الإعلانات", "الرسائل الترويجية", "الرسائل التسويقية"),
    ),
}
