package page

import "strings"

// WiFiPayload is the text of a QR code that joins a phone to a network, in the
// form that camera apps read: WIFI:T:WPA;S:…;P:…;H:true;; with \ ; , " and :
// escaped. Without a password the network is open. Nothing is put in quotes:
// iPhones take them for a part of the name.
func WiFiPayload(ssid, password string, hidden bool) string {
	var b strings.Builder
	if password == "" {
		b.WriteString("WIFI:T:nopass;S:" + wifiEscaper.Replace(ssid))
	} else {
		b.WriteString("WIFI:T:WPA;S:" + wifiEscaper.Replace(ssid) + ";P:" + wifiEscaper.Replace(password))
	}
	if hidden {
		b.WriteString(";H:true")
	}
	b.WriteString(";;")
	return b.String()
}

var wifiEscaper = strings.NewReplacer(`\`, `\\`, `;`, `\;`, `,`, `\,`, `"`, `\"`, `:`, `\:`)
