"""The webhook fields that an app can subscribe to."""

WEBHOOK_FIELDS = (
    "messages", "standby", "messaging_handovers", "user_preferences",
    "message_template_status_update", "message_template_quality_update",
    "message_template_components_update", "template_category_update",
    "template_correct_category_detection", "account_update", "account_settings_update",
    "account_alerts", "account_review_update", "business_capability_update",
    "business_status_update", "business_username_updates", "phone_number_quality_update",
    "phone_number_name_update", "security", "payment_configuration_update", "partner_solutions",
    "tracking_events", "automatic_events", "flows", "calls", "history", "smb_app_state_sync",
    "smb_message_echoes", "group_lifecycle_update", "group_participants_update",
    "group_settings_update", "group_status_update",
)  # fmt: skip
