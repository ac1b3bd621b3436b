# shellcheck shell=bash
# A CA and what it signs, for hosts that know each other by certificates.

# authority: makes a CA with a key on P-256; its certificate is LAB_OUT/ca/ca.crt
authority() {
  local dir=$LAB_OUT/ca
  mkdir -p "$dir"
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$dir/ca.pem" 2>/dev/null
  openssl req -x509 -new -key "$dir/ca.pem" -subj '/O=Example/CN=Lab CA' -days 30 -out "$dir/ca.crt" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign
}

# certify HOST: the CA signs the key of the host, for its name
certify() {
  local dir=$LAB_OUT/ca host=$1
  openssl req -new -key "${KEY[$host]}.pem" -subj "/O=Example/CN=$host" -out "$dir/$host.csr"
  echo "subjectAltName = DNS:${NAME[$host]}" >"$dir/$host.ext"
  openssl x509 -req -in "$dir/$host.csr" -CA "$dir/ca.crt" -CAkey "$dir/ca.pem" -CAcreateserial -days 30 \
    -extfile "$dir/$host.ext" -out "$dir/$host.crt" 2>/dev/null
}

# certificates HOST DIRECTORY: puts the host's key and certificate and the CA's, if there are any, where swanctl.conf and
# cygnet.conf look for them
certificates() {
  local dir=$LAB_OUT/ca
  [ -e "$dir/$1.crt" ] || return 0
  mkdir -p "$2"/{x509,x509ca,private}
  cp "$dir/$1.crt" "$2/x509/$1.crt"
  cp "$dir/ca.crt" "$2/x509ca/ca.crt"
  cp "${KEY[$1]}.pem" "$2/private/$1.pem"
  chmod 600 "$2/private/$1.pem"
}
