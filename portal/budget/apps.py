from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BudgetConfig(AppConfig):
    name = "portal.budget"
    label = "budget"

    def ready(self) -> None:
        from portal.accounts import policy
        from portal.budget.models import BudgetLine
        from portal.platform.wording import add_words

        policy.register(BudgetLine, "budget_line", scopes={})
        add_words(
            {
                "NOT_ENOUGH_MONEY": _("Dòng ngân sách không còn đủ kinh phí cho số tiền này."),
                "NO_BUDGET_LINE": _("Chưa giao dự toán năm %(year)s cho dòng hỗ trợ %(support_line)s."),
            }
        )
