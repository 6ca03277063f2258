-- The door: accounts of issuers, invitations, links for a new password, two-factor sign-in, tries counted for all web nodes.

-- Somebody who comes by an issuer alone has no password.
ALTER TABLE users ALTER COLUMN password_hash DROP NOT NULL;
ALTER TABLE users ADD COLUMN totp_secret text;
ALTER TABLE users ADD COLUMN totp_enabled_at timestamptz(3);
ALTER TABLE users ADD COLUMN totp_last_step integer;

-- 'password', or the issuer's name.
ALTER TABLE sessions ADD COLUMN method text NOT NULL DEFAULT 'password';

-- Whoever made a token answers for it: it rests while they are disabled or may do less than it.
ALTER TABLE api_tokens ADD COLUMN created_by_id uuid;

CREATE TABLE account_links (
  provider text NOT NULL,
  subject text NOT NULL,
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE,
  email text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  last_used_at timestamptz(3),
  PRIMARY KEY (provider, subject)
);
CREATE UNIQUE INDEX account_links_user_id_provider_key ON account_links (user_id, provider);

CREATE TABLE recovery_codes (
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE,
  hash text NOT NULL,
  used_at timestamptz(3),
  PRIMARY KEY (user_id, hash)
);

CREATE TABLE invitations (
  id uuid PRIMARY KEY DEFAULT signalbox_uuid7(),
  email text NOT NULL,
  role text NOT NULL,
  hash text NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  expires_at timestamptz(3) NOT NULL,
  accepted_at timestamptz(3),
  revoked_at timestamptz(3)
);
CREATE UNIQUE INDEX invitations_hash_key ON invitations (hash);
CREATE INDEX invitations_email_idx ON invitations (email);

CREATE TABLE password_links (
  id uuid PRIMARY KEY DEFAULT signalbox_uuid7(),
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE,
  hash text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  expires_at timestamptz(3) NOT NULL,
  consumed_at timestamptz(3)
);
CREATE UNIQUE INDEX password_links_hash_key ON password_links (hash);
CREATE INDEX password_links_user_id_idx ON password_links (user_id);

-- Tries, in the shape that rate-limiter-flexible counts them: expire is milliseconds since 1970.
CREATE TABLE sign_in_tries (
  key varchar(255) PRIMARY KEY,
  points integer NOT NULL DEFAULT 0,
  expire bigint
);

CREATE INDEX audit_log_action_idx ON audit_log (action);
CREATE INDEX audit_log_at_idx ON audit_log (at);
