-- name: act_for
call ledger_act_for(@ActingFor)
