"""The words of what people decided to do, in Italian and in English under the same keys."""

ITALIAN: dict[str, str] = {
    "row_actions": "Azioni",
    "row_actions_sub": "chi, quando",
    "actions": "Azioni",
    "no_action": "Nessuna",
    "status_to_do": "da fare",
    "status_in_progress": "in corso",
    "status_done": "fatta",
    "status_dropped": "lasciata",
    "action_due": "entro il {day}",
    "action_overdue": "in ritardo: era da fare entro il {day}",
    "overdue_short": "in ritardo",
    "no_owner": "senza responsabile",
    "col_action": "Azione",
    "col_status": "Stato",
    "col_owner": "Responsabile",
    "col_due": "Entro",
}

ENGLISH: dict[str, str] = {
    "row_actions": "Actions",
    "row_actions_sub": "who, by when",
    "actions": "Actions",
    "no_action": "None",
    "status_to_do": "to do",
    "status_in_progress": "in progress",
    "status_done": "done",
    "status_dropped": "dropped",
    "action_due": "by {day}",
    "action_overdue": "overdue: it was due by {day}",
    "overdue_short": "overdue",
    "no_owner": "nobody’s yet",
    "col_action": "Action",
    "col_status": "Status",
    "col_owner": "Owner",
    "col_due": "Due",
}
