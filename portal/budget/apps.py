from django.apps import AppConfig


class BudgetConfig(AppConfig):
    name = "portal.budget"
    label = "budget"
