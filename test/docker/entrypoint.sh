#!/bin/sh
# What the official MySQL image does at its start, as far as the lab and its tests rely on it: the same
# variables, and first a server without a port that makes the accounts, then the real one.
# https://hub.docker.com/_/mysql  https://github.com/docker-library/mysql
set -eu

case ${1:-} in '' | -*) set -- mysqld "$@" ;; esac
[ "$1" = mysqld ] || exec "$@"
shift

data=/var/lib/mysql
pid_file=/var/run/mysqld/mysqld.pid
mysqld() {
  first=$1
  shift
  exec /usr/sbin/mysqld --no-defaults "$first" --user=root --datadir=$data --pid-file=$pid_file \
    --socket=/var/run/mysqld/mysqld.sock --lc-messages-dir=/usr/share/mysql "$@"
}
quote() {
  rest=$1 quoted=
  while case $rest in *\'*) true ;; *) false ;; esac; do
    quoted=$quoted${rest%%\'*}\'\'
    rest=${rest#*\'}
  done
  printf "'%s'" "$quoted$rest"
}

if [ ! -d $data/mysql ]; then
  if [ -z "${MYSQL_ROOT_PASSWORD:-}${MYSQL_ALLOW_EMPTY_PASSWORD:-}" ]; then
    echo 'Database is uninitialized and password option is not specified' >&2
    exit 1
  fi
  # Prepared when the image was made: mysqld --initialize-insecure takes 5 s.
  cp -r /template/. $data
  {
    if [ "${MYSQL_ROOT_HOST:=%}" != localhost ]; then
      echo "CREATE USER root@$(quote "$MYSQL_ROOT_HOST") IDENTIFIED BY $(quote "${MYSQL_ROOT_PASSWORD:-}");"
      echo "GRANT ALL ON *.* TO root@$(quote "$MYSQL_ROOT_HOST") WITH GRANT OPTION;"
    fi
    echo "ALTER USER root@localhost IDENTIFIED BY $(quote "${MYSQL_ROOT_PASSWORD:-}");"
    if [ -n "${MYSQL_DATABASE:-}" ]; then echo "CREATE DATABASE \`$MYSQL_DATABASE\`;"; fi
    if [ -n "${MYSQL_USER:-}" ]; then
      echo "CREATE USER $(quote "$MYSQL_USER")@'%' IDENTIFIED BY $(quote "${MYSQL_PASSWORD:-}");"
      if [ -n "${MYSQL_DATABASE:-}" ]; then
        echo "GRANT ALL ON \`$MYSQL_DATABASE\`.* TO $(quote "$MYSQL_USER")@'%';"
      fi
    fi
  } >/tmp/init.sql
  echo '[Entrypoint]: Starting temporary server'
  (mysqld --skip-networking --port=0 --init-file=/tmp/init.sql "$@") 2>&1 | while read -r line; do
    echo "$line"
    case $line in *'ready for connections'*)
      read -r pid <$pid_file
      kill -TERM "$pid"
      ;;
    esac
  done
  : >/tmp/init.sql
  echo '[Entrypoint]: MySQL init process done. Ready for start up.'
fi

mysqld --port=3306 "$@"
