"""The addresses of the pages of the wizard."""

from webapp.errors import WrongStatus
from webapp.models import Role
from webapp.views.accounts.access import page_blueprint
from webapp.views.shell.urls import add_urls
from webapp.views.wizard import audience, details, message, review, schedule, steps, test_message

wizard_bp = page_blueprint("wizard", __name__, "/campaigns", Role.EDITOR)
wizard_bp.before_request(steps.leave_unless_draft)
wizard_bp.context_processor(steps.template_names)
wizard_bp.register_error_handler(WrongStatus, steps.overtaken)
add_urls(
    wizard_bp,
    ("GET POST", "/new", details.new),
    ("GET POST", "/<uuid:campaign_id>/details", details.details),
    ("GET POST", "/<uuid:campaign_id>/message", message.message),
    ("GET POST", "/<uuid:campaign_id>/message/variables", message.variables),
    ("POST", "/<uuid:campaign_id>/message/variables/look", message.look_at_message),
    ("GET POST", "/<uuid:campaign_id>/audience", audience.audience),
    ("POST", "/<uuid:campaign_id>/audience/look", audience.look),
    ("POST", "/<uuid:campaign_id>/audience/remove-numbers", audience.remove_numbers),
    ("GET POST", "/<uuid:campaign_id>/schedule", schedule.schedule),
    ("GET", "/<uuid:campaign_id>/review", review.review),
    ("POST", "/<uuid:campaign_id>/review", review.start),
    ("POST", "/<uuid:campaign_id>/review/test", test_message.send_test),
    ("GET", "/test-messages/<uuid:message_id>", test_message.test_message),
)
