import { defineCommand } from '../grammar/command.ts'
import { detail, yesNo } from '../output/reply.ts'

export const lssystemcert = defineCommand({
  name: 'lssystemcert',
  summary: 'show the certificate by which key servers know this system',
  family: 'info',
  access: 'everybody',
  parameters: {},
  async run(_values, { system }) {
    const view = await system.certificates.view()
    return detail({
      certificate: view.certificate.trimEnd(),
      'certificate export': view.pem.trimEnd(),
      certificate_request_outstanding: yesNo(view.requestOutstanding),
      certificate_type: view.type,
      automatic_renewal: yesNo(view.automaticRenewal),
    })
  },
})
