import { defineCommand } from '../grammar/command.ts'
import { detail } from '../output/reply.ts'

/** Field order as a real machine answers over REST; the guide's differs in one place. */
export const lssecurity = defineCommand({
  name: 'lssecurity',
  summary: 'show the settings of security',
  family: 'info',
  access: 'everybody',
  parameters: {},
  async run(_values, { system }) {
    const view = await system.security.view()
    return detail({
      sslprotocol: view.sslProtocol,
      sshprotocol: view.sshProtocol,
      gui_timeout_mins: view.guiTimeoutMinutes,
      cli_timeout_mins: view.cliTimeoutMinutes,
      restapi_timeout_mins: view.restTimeoutMinutes,
      min_password_length: view.minPasswordLength,
      password_special_chars: view.passwordSpecialChars,
      password_upper_case: view.passwordUpperCase,
      password_lower_case: view.passwordLowerCase,
      password_digits: view.passwordDigits,
      check_password_history: 'no',
      max_password_history: 0,
      min_password_age_days: 0,
      password_expiry_days: 0,
      expiry_warning_days: 0,
      superuser_locking: view.superuserLocking ? 'enabled' : 'disabled',
      max_failed_login_attempts: view.maxFailedLoginAttempts,
      lockout_period_mins: view.lockoutPeriodMinutes,
      superuser_multi_factor: 'no',
      ssh_grace_time_seconds: view.sshGraceSeconds,
      ssh_max_tries: view.sshMaxTries,
      superuser_password_sshkey_required: 'no',
      superuser_gui_disabled: 'no',
      superuser_rest_disabled: 'no',
      superuser_cim_disabled: 'yes',
      two_person_integrity_enabled: 'no',
      two_person_integrity_superuser_locked: 'no',
      ssl_protocols_enabled: view.sslProtocol,
      ssl_protocol_suggested: view.sslProtocol,
      ssh_protocol_suggested: view.sshProtocol,
      patch_auto_update: 'no',
    })
  },
})
