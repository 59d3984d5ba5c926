package assets_test

import (
	"regexp"
	"testing"

	"onset/consent"
)

func init() { languages["ar"] = arabic }

// arabic looks for letters and not for words, because \b knows only ASCII.
var arabic = language{
	firstPerson: regexp.MustCompile(`أسمح لكم (بإظهاري|باستخدام صورتي|بتدريب الذكاء الاصطناعي على صورتي)|صور لي | (طفلي|لطفلي|مكاني|لمكاني|اسمي)[ ،]`),
	jargon:      regexp.MustCompile(`(?i)gdpr|موافق|المادة|اللائحة|البند|مشروعة|معالجة|المتحكم|ترخيص|سحب|إلى الأبد`),
	about:       `\(%s\)، الإصدار %d، بالعربية، ترجمة عن الإصدار الدنماركي %[2]d\. عُرض في \{date\}\.`,
	mustHave: map[string]string{
		"who is responsible":               `\{controller\} & \{contact\} & المسؤولة عنها`,
		"postal address":                   `\{address\}`,
		"for whom it is made":              `\{title\} & وتنتجه لصالح \{customer\}`,
		"nobody decides jointly":           `ولا يشاركنا أحد في هذا القرار`,
		"data protection officer":          `ليس لدينا مسؤول لحماية البيانات`,
		"picture, voice, time and place":   `(صورتك وصوتك|صورة طفلك وصوته)، مع الوقت والمكان`,
		"name, contact and signature":      `اسمك & توقيعك & (بريدك الإلكتروني أو رقم هاتفك المحمول|بريد إلكتروني أو رقم هاتف محمول)`,
		"picture for recognition":          `حتى (نجدك|نجد الطفل) من جديد في التسجيلات`,
		"no face recognition":              `لا نستخدم تقنية التعرّف على الوجوه`,
		"no automated decisions":           `ولا يقرّر أي حاسوب شيئًا بشأن`,
		"nothing sensitive is asked":       `لا نسأل(ك)? عن (رقمك الشخصي|الرقم الشخصي) الدنماركي \(CPR\) & (صحتك أو ديانتك أو أصلك|الصحة أو الديانة أو الأصل)`,
		"basis: consent":                   `موافقتك.* وفقًا للمادة 6، الفقرة 1، البند \(أ\)`,
		"basis: agreement":                 `اتفاقنا معك.* وفقًا للمادة 6، الفقرة 1، البند \(ب\)`,
		"basis: interest, and which":       `(مصلحة مشروعة|مصلحتنا المشروعة) في .*وفقًا للمادة 6، الفقرة 1، البند \(و\)`,
		"what is not asked is not done":    `ما لم نسأل عنه لا نفعله`,
		"recipients, with their policies":  `\{recipients\} & رابطًا لسياسة الخصوصية الخاصة بها، مع عنوان السياسة وتاريخها`,
		"processors by kind, and the list": `الاستضافة والمونتاج والترجمة النصية والبريد الإلكتروني & لا يجوز لها أن تفعل إلا ما نطلبه منها & قائمة هذه الشركات`,
		"transfers out of the EU":          `داخل الاتحاد الأوروبي والمنطقة الاقتصادية الأوروبية & الولايات المتحدة أو بلدان أخرى & Data Privacy Framework`,
		"never sold":                       `ولا تُباع .*أبدًا`,
		"end of the footage":               `\{end\}`,
		"end of the footage of a notice":   `حتى عشر سنوات من اليوم على الأكثر`,
		"proof after the end":              `ستة أشهر بعد ذلك`,
		"what happens then":                `نحذف`,
		"voluntary, no disadvantage":       `الرفض لا يعود عليك(ما)? بأي ضرر`,
		"not a condition":                  `ليس شرطًا .*(للعمل|العمل).*الأجر`,
		"what happens after a no":          `نصوّر بطريقة أخرى`,
		"taking back at any time":          `التراجع (عنها )?في أي وقت`,
		"as easily, by these ways":         `التراجع سهل مثل قول نعم & برمز QR & بالهاتف أو البريد الإلكتروني & أي شخص من فريق التصوير`,
		"no reason asked":                  `من دون ذكر السبب|لا يلزمك ذكر السبب`,
		"not backwards":                    `ولا يسري التراجع على الماضي`,
		"what cannot be fetched back":      `لا يمكننا استرجاعه`,
		"time to carry it out":             `خلال 60 يومًا`,
		"access, others blurred":           `الاطلاع على ما لدينا عنك(ما)? \(بعد تمويه الآخرين في الصورة\)`,
		"correct, delete, limit, object":   `تصحيحه & حذفه & تقييد استخدامه & الاعتراض عليه`,
		"take the data along":              `والحصول على (بياناتك|البيانات) لأخذها معك`,
		"answer within a month, free":      `خلال شهر واحد، وذلك مجاني`,
		"complaint":                        `Datatilsynet، وهي هيئة حماية البيانات الدنماركية & Carl Jacobsens Vej 35, 2500 Valby & https://www\.datatilsynet\.dk & الكتابة إلينا أولًا`,
		"contact used for nothing else":    `لأي شيء آخر، ولا للإعلانات أبدًا & ولا نبيعه(ا|ما) ولا نعطيه(ا|ما) لغيرنا`,

		"parental authority":         `أساس توقيعك أن لك حق الوصاية على الطفل`,
		"another holder":             `شخص آخر له هذا الحق أيضًا & يجب أن يوقّع الاثنان`,
		"who cannot sign":            `المعلّمون والمدرّبون والأجداد والجدات لا يمكنهم التوقيع`,
		"the child's no":             `وإذا قال الطفل لا، فرفضه يسري & ومن عمر 15 عامًا يكون رفض الشاب أو الشابة نهائيًا`,
		"one withdrawal ends it":     `وإذا تراجع واحد ممن لهم حق الوصاية، انتهى الأمر`,
		"at 18":                      `في سن 18 عامًا يقرّر طفلك وحده & ونكتب ذلك إلى وسيلة التواصل`,
		"protected name or address":  `حماية الاسم والعنوان & ولا يلزمك ذكر السبب`,
		"deletion without an answer": `قبل توقيعك لا نستخدم أي شيء & الرمز المخصص للبيت`,

		"the employer does not see": `ولا تطّلع جهة عملك ولا مديروك على من قال لا`,
		"the alternative, recorded": `مقعد آخر أو مهمة أخرى أو مناوبة أخرى & وندوّن ما عُرض عليك`,
		"leaving the job":           `إذا تركت العمل`,
		"workplace":                 `ومكان عملك وتوقيعك`,

		"filming now":              `وهي تصوّر هنا الآن`,
		"where it is not filmed":   `الأماكن التي لا نصوّر فيها مبيّنة`,
		"whom to tell":             `يرتدي سترة، أو التواصل عبر \{contact\}`,
		"what an objection does":   `نصوّر من دون ظهورك أو نجعل التعرّف عليك مستحيلًا`,
		"where the full text is":   `رمز QR على اللافتة`,
		"information, not consent": `هذه معلومات\. لا يُطلب منك أي توقيع & هذه ليست موافقة`,
		"close-ups are asked":      `إذا أردنا إظهارك عن قرب، نسألك أولًا`,

		"a page and a line of its own": `صفحة مستقلة & سطر توقيع خاص به`,
		"two documents":                `لا ينهي (هذا )?الاتفاق & وإنهاء (هذا )?الاتفاق لا يعني التراجع`,
		"rights granted":               `نحصل منك على إذن & في \{title\} وفي مقاطعه الترويجية`,
		"fee or none":                  `لا يُدفع لك أجر إلا إذا`,
		"no duty to use":               `لسنا ملزمين باستخدام ما سجّلناه`,
		"editing":                      `نختار ممّا سجّلناه ونختصره & بصورة مضلّلة`,
		"credit":                       `اسمك على الشاشة أو في شارة النهاية`,
		"consent is no price":          `ولا يلزمك قول نعم .* للحصول على الاتفاق أو الأجر`,
		"AI is never part of it":       `تدريب الذكاء الاصطناعي .* فليس أبدًا جزءًا من هذا الاتفاق`,
		"the press exemption":          `المادة 3، الفقرة 8`,
		"a place clears no person":     `وهو لا يسمح بإظهار أي شخص`,
		"who may sign for a place":     `المكان ملكك أو أن لك حق القرار بشأنه`,
		"place, days and limits":       `والأيام والساعات & ما لا يجوز إظهاره أو ذكره`,
	},
}

// notArabic are the comma, semicolon and question mark of Latin script after an
// Arabic letter, digits other than 0 to 9, and marks that turn the direction:
// those are refused in a text that somebody signs.
var notArabic = regexp.MustCompile(`\p{Arabic}[,;?]|[\x{0660}-\x{0669}\x{06F0}-\x{06F9}\x{200E}\x{200F}\x{202A}-\x{202E}\x{2066}-\x{2069}]`)

func TestArabicTypography(t *testing.T) {
	eachText(t, func(t *testing.T, _ consent.Terms, lang string, text *consent.Text) {
		if lang != "ar" {
			return
		}
		if found := notArabic.FindString(wholeText(text)); found != "" {
			t.Errorf("%+q stands in the text", found)
		}
	})
}
