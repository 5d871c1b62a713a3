"""The message templates of every new simulated account."""

from typing import Any, NamedTuple

from simulator.templates.shape import Text

SCORED_AT = 1_795_000_000
#: How long a message is tried, in seconds: the value that means thirty days.
USUAL_TTL = -1


class Draft(NamedTuple):
    """One template in short form; `status` may contain the quality score, as in "PAUSED RED"."""

    name: str
    language: str
    category: str
    body: str
    examples: tuple[str, ...] = ()
    header: str = ""
    footer: str = ""
    buttons: tuple[dict[str, Any], ...] = ()
    status: str = "APPROVED GREEN"


def reply(text: str) -> dict[str, Any]:
    return {"type": "QUICK_REPLY", "text": text}


def link(text: str, url: str) -> dict[str, Any]:
    button: dict[str, Any] = {"type": "URL", "text": text, "url": url}
    return button | {"example": [url.replace("{{1}}", "spring")]} if "{{1}}" in url else button


STOP_EN, STOP_ES, STOP_PT = map(reply, ("Stop promotions", "No más promociones", "Parar promoções"))
SHOP = link("Shop now", "https://shop.example/p/{{1}}")
TIENDA = link("Ver tienda", "https://shop.example/es/{{1}}")
LOJA = link("Ver loja", "https://shop.example/pt/{{1}}")
OUT_EN = "Reply STOP to opt out"
OUT_ES = "Responde BAJA para no recibir más"
OUT_PT = "Responda PARAR para sair"
MARKETING, UTILITY = "MARKETING", "UTILITY"

# ruff: noqa: E501 (a template's body is one line of text)
DRAFTS = (
    Draft("hello_world", "en_US", UTILITY, "Welcome and congratulations! This message shows that the account can send.", header="Hello World", footer="WhatsApp Business Platform sample message"),
    Draft("spring_offer", "en_US", MARKETING, "Hi {{1}}, spring is here: {{2}} off everything until {{3}}.", ("Ana", "15 %", "Sunday"), "Spring offer", OUT_EN, (SHOP, STOP_EN)),
    Draft("spring_offer", "es", MARKETING, "Hola {{1}}, llegó la primavera: {{2}} de descuento en todo hasta el {{3}}.", ("Ana", "15 %", "domingo"), "Oferta de primavera", OUT_ES, (TIENDA, STOP_ES)),
    Draft("spring_offer", "pt_BR", MARKETING, "Olá {{1}}, a primavera chegou: {{2}} de desconto em tudo até {{3}}.", ("Ana", "15 %", "domingo"), "Oferta de primavera", OUT_PT, (LOJA, STOP_PT)),
    Draft("new_collection", "en_US", MARKETING, "Hi {{first_name}}, our new {{collection}} collection has arrived. See it before everyone else.", ("Ana", "summer"), "IMAGE", OUT_EN, (STOP_EN,)),
    Draft("new_collection", "es", MARKETING, "Hola {{first_name}}, ya llegó la nueva colección de {{collection}}. Mírala antes que nadie.", ("Ana", "verano"), "IMAGE", OUT_ES, (STOP_ES,)),
    Draft("birthday_gift", "en_US", MARKETING, "Happy birthday, {{first_name}}! 🎂 Here is {{discount}} off, for you alone.", ("Ana", "20 %"), "Happy birthday, {{first_name}}", OUT_EN, (STOP_EN,)),
    Draft("birthday_gift", "pt_BR", MARKETING, "Feliz aniversário, {{first_name}}! 🎂 Um presente para você: {{discount}} de desconto.", ("Ana", "20 %"), "Feliz aniversário", OUT_PT, (STOP_PT,)),
    Draft("we_miss_you", "en_US", MARKETING, "Hi {{first_name}}, it has been a while. Come and see what is new in {{city}}.", ("Ana", "Bogotá"), footer=OUT_EN, buttons=(STOP_EN,), status="APPROVED UNKNOWN"),
    Draft("weekend_sale", "en_US", MARKETING, "This weekend only: two for the price of one in all our shops.", footer=OUT_EN, buttons=(STOP_EN,), status="APPROVED YELLOW"),
    Draft("weekend_sale", "es", MARKETING, "Solo este fin de semana: dos por uno en todas nuestras tiendas.", footer=OUT_ES, buttons=(STOP_ES,)),
    Draft("coupon_for_you", "en_US", MARKETING, "Hi {{1}}, use your code at the till before {{2}}.", ("Ana", "30 June"), footer=OUT_EN, buttons=({"type": "COPY_CODE", "text": "Copy offer code", "example": ["ANA15"]}, STOP_EN)),
    Draft("catalogue_pdf", "en_US", MARKETING, "Hi {{1}}, here is this season's catalogue to read at your ease.", ("Ana",), "DOCUMENT", OUT_EN, (STOP_EN,)),
    Draft("shop_tour", "en_US", MARKETING, "Take a walk through our new shop in {{city}}.", ("Bogotá",), "VIDEO", OUT_EN, (STOP_EN,)),
    Draft("order_confirmed", "en_US", UTILITY, "Thank you, {{1}}. Your order {{2}} is confirmed and will be with you by {{3}}.", ("Ana", "#4711", "Friday"), buttons=(link("Track order", "https://shop.example/orders/{{1}}"),)),
    Draft("order_confirmed", "es", UTILITY, "Gracias, {{1}}. Tu pedido {{2}} está confirmado y llegará antes del {{3}}.", ("Ana", "#4711", "viernes"), buttons=(link("Seguir pedido", "https://shop.example/orders/{{1}}"),)),
    Draft("order_shipped", "pt_BR", UTILITY, "Olá {{first_name}}, seu pedido {{order}} saiu para entrega.", ("Ana", "#4711")),
    Draft("appointment_reminder", "en_US", UTILITY, "Hi {{first_name}}, see you on {{day}} at {{hour}}. Can you make it?", ("Ana", "Monday", "10:30"), "Your appointment", buttons=(reply("Yes"), reply("Another day"))),
    Draft("payment_due", "es", UTILITY, "Hola {{first_name}}, tu factura {{invoice}} vence el {{day}}.", ("Ana", "A-100", "5 de octubre"), "Recordatorio de pago"),
    Draft("opt_out_confirmed", "en_US", UTILITY, "You will not receive promotions from us any more. Reply START to change your mind."),
    Draft("flash_sale", "en_US", MARKETING, "{{first_name}}, only today: everything at half price!", ("Ana",), footer=OUT_EN, buttons=(STOP_EN,), status="PAUSED RED"),
    Draft("mystery_prize", "en_US", MARKETING, "You have won! Claim your prize now, {{1}}.", ("Ana",), status="REJECTED UNKNOWN"),
    Draft("loyalty_points", "es", MARKETING, "Hola {{first_name}}, tienes {{points}} puntos por usar.", ("Ana", "120"), footer=OUT_ES, buttons=(STOP_ES,), status="PENDING UNKNOWN"),
    Draft("old_promotion", "en_US", MARKETING, "Last year's prices are back, {{1}}.", ("Ana",), footer=OUT_EN, status="DISABLED RED"),
    Draft("winter_offer", "en_US", MARKETING, "Hi {{1}}, winter boots are {{2}} off.", ("Ana", "30 %"), "Winter offer", OUT_EN, (SHOP, STOP_EN)),
    Draft("winter_offer", "es", MARKETING, "Hola {{1}}, las botas de invierno tienen {{2}} de descuento.", ("Ana", "30 %"), "Oferta de invierno", OUT_ES, (TIENDA, STOP_ES)),
    Draft("store_opening", "en_US", MARKETING, "Hi {{first_name}}, we open in {{city}} on {{day}}. Coffee is on us.", ("Ana", "Medellín", "Saturday"), "IMAGE", OUT_EN, (SHOP, STOP_EN)),
    Draft("survey_after_visit", "en_US", UTILITY, "Hi {{first_name}}, how was your visit of {{day}}?", ("Ana", "Monday"), buttons=(reply("Great"), reply("Not so good"))),
)  # fmt: skip


def catalogue(account: int) -> list[dict[str, Any]]:
    """Return the templates' nodes for the account at this index; ids differ between accounts."""
    first = 700_000_000_000_000 + account * 1_000
    return [_node(draft, str(first + place)) for place, draft in enumerate(DRAFTS, start=1)]


def _node(draft: Draft, template_id: str) -> dict[str, Any]:
    status, score = draft.status.split()
    names = Text.of(draft.body).names
    is_named = any(not name.isdigit() for name in names)
    return {
        "id": template_id,
        "name": draft.name,
        "language": draft.language,
        "status": status,
        "category": draft.category,
        "parameter_format": "NAMED" if is_named else "POSITIONAL",
        "quality_score": {"score": score, "date": SCORED_AT},
        "rejected_reason": "INVALID_FORMAT" if status == "REJECTED" else "NONE",
        "message_send_ttl_seconds": USUAL_TTL,
        "components": [*_header(draft), _body(draft, names, is_named=is_named), *_foot(draft)],
    }


def _header(draft: Draft) -> list[dict[str, Any]]:
    if draft.header in ("IMAGE", "VIDEO", "DOCUMENT"):
        example = {"header_handle": [f"https://shop.example/{draft.header.lower()}"]}
        return [{"type": "HEADER", "format": draft.header, "example": example}]
    return [{"type": "HEADER", "format": "TEXT", "text": draft.header}] if draft.header else []


def _body(draft: Draft, names: tuple[str, ...], *, is_named: bool) -> dict[str, Any]:
    body: dict[str, Any] = {"type": "BODY", "text": draft.body}
    named = [
        {"param_name": name, "example": example}
        for name, example in zip(names, draft.examples, strict=True)
    ]
    if is_named:
        body["example"] = {"body_text_named_params": named}
    elif names:
        body["example"] = {"body_text": [list(draft.examples)]}
    return body


def _foot(draft: Draft) -> list[dict[str, Any]]:
    footer = [{"type": "FOOTER", "text": draft.footer}] if draft.footer else []
    return (
        [*footer, {"type": "BUTTONS", "buttons": list(draft.buttons)}] if draft.buttons else footer
    )
