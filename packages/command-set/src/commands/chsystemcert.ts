import { defineCommand } from '../grammar/command.ts'
import { silenceAfter } from '../output/reply.ts'
import { refuse } from '../system/outcome.ts'

/** -export works. A new certificate and a request for one are refused with 8848 for now. */
export const chsystemcert = defineCommand({
  name: 'chsystemcert',
  summary: 'export the certificate by which key servers know this system',
  family: 'task',
  access: 'administrators',
  parameters: {
    export: { kind: 'flag', help: 'write /dumps/certificate.pem' },
    mksystemsigned: { kind: 'flag', help: 'make a new certificate (not supported)' },
    mkselfsigned: { kind: 'flag', help: 'older word for -mksystemsigned' },
    mkrequest: { kind: 'flag', help: 'make a certificate request (not supported)' },
    install: { kind: 'flag', help: 'install the certificate that was requested' },
    cancel: { kind: 'flag', help: 'drop the outstanding request' },
    autorenew: { kind: 'word', words: ['yes', 'no'], help: 'renew it in time (not supported)' },
    file: { kind: 'file', help: 'with -install: file of the certificate' },
    force: { kind: 'flag', ignored: true, help: 'with -mkrequest: replace a request' },
    country: { kind: 'text', max: 2, ignored: true, help: 'of the new certificate' },
    state: { kind: 'text', max: 128, ignored: true, help: 'of the new certificate' },
    locality: { kind: 'text', max: 128, ignored: true, help: 'of the new certificate' },
    org: { kind: 'text', max: 64, ignored: true, help: 'of the new certificate' },
    orgunit: { kind: 'text', max: 64, ignored: true, help: 'of the new certificate' },
    commonname: { kind: 'text', max: 64, ignored: true, help: 'of the new certificate' },
    email: { kind: 'text', max: 64, ignored: true, help: 'of the new certificate' },
    subjectalternativename: { kind: 'text', max: 512, ignored: true, help: 'of the certificate' },
    keytype: {
      kind: 'word', words: ['rsa2048', 'ecdsa384', 'ecdsa521', 'rsa4096'], ignored: true,
      help: 'of the new certificate',
    },
    validity: { kind: 'number', min: 1, max: 9000, ignored: true, help: 'days' },
  },
  rules: {
    exactlyOne: [[
      'export', 'mksystemsigned', 'mkselfsigned', 'mkrequest', 'install', 'cancel', 'autorenew',
    ]],
    companions: [['install', 'file'], ['file', 'install']],
  },
  async run(values, { system }) {
    if (values.export) return silenceAfter(await system.certificates.export())
    // A request is never outstanding, since none can be made.
    return refuse(values.install || values.cancel ? '8792' : '8848')
  },
})
