// Wire shapes of identity.
import Type from 'typebox'
import { Instant, OneOf, Page, Shape, Uuid } from '../http/schemas.ts'
import { Name, OrganizationShape } from '../tenancy/schemas.ts'

/** As typed; the server keeps one spelling of it. */
const Email = Type.String({ minLength: 1, maxLength: 320, examples: ['claire@breval.example'] })
/** Its own codes tell too short and too long apart, hence no length here. */
const Password = Type.String({ minLength: 1, examples: ['passerelle-verte-42'] })
const RefreshToken = Type.String({ minLength: 1, maxLength: 200 })
const LinkToken = Type.String({ minLength: 1, maxLength: 200 })
const roles = ['ADMIN', 'USER'] as const
const languages = ['fr', 'en'] as const

export const UserShape = Shape({
  id: Uuid,
  organization_id: Uuid,
  email: Type.String(),
  full_name: Type.String(),
  role: OneOf(roles),
  language: OneOf(languages),
  is_active: Type.Boolean(),
  created_at: Instant,
  updated_at: Instant,
})

export const MemberShape = Shape({ id: Uuid, full_name: Type.String(), email: Type.String() })

const tokenFields = {
  access_token: Type.String(),
  /** Absent for browsers: they hold it as a cookie. */
  refresh_token: Type.Optional(Type.String()),
  token_type: OneOf(['Bearer']),
  expires_in: Type.Integer({ examples: [600] }),
}

export const TokensShape = Shape(tokenFields)
export const SignedInShape = Shape({ user: UserShape, organization: OrganizationShape, ...tokenFields })
export const MeShape = Shape({ user: UserShape, organization: OrganizationShape })

export const SessionShape = Shape({
  id: Uuid,
  user_agent: Type.String(),
  created_at: Instant,
  last_used_at: Instant,
  expires_at: Instant,
  current: Type.Boolean(),
})

export const SignUpBody = Shape({ email: Email, password: Password, full_name: Name, organization_name: Name })
export const LoginBody = Shape({ email: Email, password: Password })
export const RefreshBody = Shape({ refresh_token: Type.Optional(RefreshToken) })
export const MeChange = Shape({ full_name: Type.Optional(Name), language: Type.Optional(OneOf(languages)) })
export const PasswordBody = Shape({ current_password: Password, new_password: Password })
export const SetPasswordBody = Shape({ password: Password })
export const NewUserBody = Shape({
  email: Email,
  full_name: Name,
  role: OneOf(roles),
  /** Without it an invitation is mailed, where a mail server is configured. */
  password: Type.Optional(Password),
})
export const UserChangeBody = Shape({
  full_name: Type.Optional(Name),
  role: Type.Optional(OneOf(roles)),
  is_active: Type.Optional(Type.Boolean()),
})
export const AcceptBody = Shape({ token: LinkToken, password: Password })
/** What signing in offers, told to everybody. */
export const AuthOptions = Shape({ mail_available: Type.Boolean() })
export const ResetBody = Shape({ email: Email })

export const UserPage = Page(UserShape)
export const MemberPage = Page(MemberShape)
export const SessionPage = Page(SessionShape)
